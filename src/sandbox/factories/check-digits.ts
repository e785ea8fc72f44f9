/** The digit that makes a number of decimal digits pass the Luhn check, as every SIREN and SIRET does. */
const luhnDigit = (digits: string): number => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
};

/** The n-th SIREN of the sandboxes: nine digits, valid. `n` from 1 to 9 999 999. */
export const sirenNumber = (n: number): string => {
  const digits = `8${String(n).padStart(7, "0")}`;
  return `${digits}${luhnDigit(digits)}`;
};

/** The SIRET of the n-th establishment of a SIREN: fourteen digits, valid. Repeats after 9999 establishments. */
export const siretNumber = (siren: string, n: number): string => {
  const digits = `${siren}${String(n % 10_000).padStart(4, "0")}`;
  return `${digits}${luhnDigit(digits)}`;
};

/** The n-th EAN of the sandboxes: thirteen digits of a book (978), valid. */
export const bookEan = (n: number): string => {
  const digits = `978${String(n).padStart(9, "0")}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
};
