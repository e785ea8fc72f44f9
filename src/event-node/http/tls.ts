import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";

/** PEM files: the certificate with the chain up to its authority, and its key. */
export type TlsFiles = { readonly certFile: string; readonly keyFile: string };
export type TlsMaterial = { readonly cert: Buffer; readonly key: Buffer };

/** Reads both files; refuses what is no certificate or a key that does not belong to it. */
export const readTlsFiles = async ({ certFile, keyFile }: TlsFiles): Promise<TlsMaterial> => {
  const material = { cert: await read(certFile, "certificate"), key: await read(keyFile, "key") };
  try {
    createSecureContext(material);
  } catch (error) {
    throw new Error(`${certFile} and ${keyFile} are no certificate and its key (${(error as Error).message})`);
  }
  return material;
};

const read = (file: string, what: string): Promise<Buffer> =>
  readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The TLS ${what} ${file} cannot be read (${error.code})`);
  });
