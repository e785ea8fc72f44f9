/**
 * Something that the person at the keyboard can put right: a port taken, a folder in use, a wrong URL.
 * `message` is one line that says what is wrong and what to do. The command line prints it without a stack and exits 1.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
