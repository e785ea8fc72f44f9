import type { Accessibility } from "#domain/venue/events.js";

/** The four answers as columns, named as the contracts name them. */
export const accessibilityColumns = ({ audio, mental, motor, visual }: Accessibility) => ({
  audioDisabilityCompliant: audio,
  mentalDisabilityCompliant: mental,
  motorDisabilityCompliant: motor,
  visualDisabilityCompliant: visual,
});
