/**
 * About how many bytes a value from the log takes as text. Cheap and rough: it only keeps a batch of unusually large
 * events from filling the memory.
 */
export const weightOf = (value: unknown): number => {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 8;
  let weight = 2;
  for (const [name, part] of Object.entries(value)) weight += name.length + 4 + weightOf(part);
  return weight;
};
