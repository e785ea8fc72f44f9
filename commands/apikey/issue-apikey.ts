import { z } from "zod";
import { hashApiSecret } from "#application/api-keys.js";
import { defineCommand } from "#application/command.js";
import { apikey } from "#domain/apikey/decider.js";
import { provider } from "#domain/provider/decider.js";
import { Refusal } from "#domain/shared/refusal.js";
import { id } from "#domain/shared/values.js";

/** Gives a provider an API key. Only a hash of its secret is kept. */
export const issueApikey = defineCommand({
  name: "IssueApikey",
  schema: z.object({ prefix: z.string().regex(/^[^_-]+_[^_-]+$/), secret: z.string().min(1), providerId: id }),
  issuers: ["agent", "system"],
  handle: async ({ prefix, secret, providerId }, { run, load }) => {
    if ((await load(provider, providerId)).status === "absent") throw new Refusal("PROVIDER_NOT_FOUND", { providerId });
    await run(apikey, prefix, { type: "IssueApikey", data: { prefix, providerId, secretHash: hashApiSecret(secret) } });
    return { prefix };
  },
});
