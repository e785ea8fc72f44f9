/** Whole cents as decimal euros: 1250 is 12.5. */
export const toEuros = (cents: number): number => cents / 100;
