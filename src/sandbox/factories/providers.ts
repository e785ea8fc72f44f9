import { z } from "zod";
import { issueApikey } from "#commands/apikey/issue-apikey.js";
import { createProvider } from "#commands/provider/create-provider.js";
import { setProviderActive } from "#commands/provider/set-provider-active.js";
import { id } from "#domain/shared/values.js";
import { asSystem, checkArguments, eitherOr, type SandboxTools } from "#sandbox/factories/define-factory.js";

export const providerArguments = z
  .strictObject({ id, name: z.string(), venueIds: z.array(id), isActive: z.boolean() })
  .partial();
export type ProviderArguments = z.input<typeof providerArguments>;

const apiKeyArguments = z
  .strictObject({
    providerId: id,
    provider: providerArguments,
    /** `<environment>_<identifier>`: it stands in clear in the key. */
    prefix: z.string(),
    secret: z.string(),
  })
  .partial();
export type ApiKeyArguments = z.input<typeof apiKeyArguments>;

export interface MadeProvider {
  readonly providerId: number;
  readonly name: string;
}

export interface MadeApiKey {
  /** In clear, as it goes into the Authorization header. */
  readonly key: string;
  readonly providerId: number;
}

/** Ticketing software and the keys by which it calls the public API. */
export const providerFactories = ({ issue, ids }: SandboxTools) => {
  const ask = asSystem(issue);

  const createOne = async (given: ProviderArguments = {}): Promise<MadeProvider> => {
    const args = checkArguments("providers.create", providerArguments, given);
    const providerId = args.id ?? (await ids.next("provider"));
    const name = args.name ?? `Provider ${providerId}`;
    await ask(createProvider, { providerId, name, venueIds: args.venueIds ?? [] });
    if (args.isActive !== undefined) await ask(setProviderActive, { providerId, isActive: args.isActive });
    return { providerId, name };
  };

  const createKey = async (given: ApiKeyArguments = {}): Promise<MadeApiKey> => {
    const args = checkArguments("apiKeys.create", apiKeyArguments, given);
    eitherOr("apiKeys.create", "provider", args.providerId, args.provider);
    const providerId = args.providerId ?? (await createOne(args.provider)).providerId;
    const { prefix = `development_prefix${providerId}`, secret = `clearSecret${providerId}` } = args;
    await ask(issueApikey, { prefix, secret, providerId });
    return { key: `${prefix}_${secret}`, providerId };
  };

  return { providers: { create: createOne }, apiKeys: { create: createKey } };
};
