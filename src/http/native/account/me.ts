import type { Routes } from "#http/app.js";
import { HttpError } from "#http/errors/http-error.js";
import { profileResponse } from "#http/native/account/profile.js";
import { profileAnswer } from "#http/native/account/profile-schema.js";
import { userIdOf } from "#http/native/session.js";
import { bookedOffersOfUser } from "#projections/bookings/queries/booked-offers-of-user.js";
import { profileOfUser } from "#projections/users/queries/profile-of-user.js";
import { walletOfUser } from "#projections/wallets/queries/wallet-of-user.js";

export const meRoute: Routes = (app, { pool, clock, settings }) => {
  const rules = { reformAt: settings.creditReformAt, isFreeEligibilityOpen: settings.isFreeEligibilityOpen };
  app.get(
    "/native/v1/me",
    {
      schema: {
        operationId: "getUserProfile",
        tags: ["Account"],
        summary: "The profile of whoever asks, with what is left of the credit in cents",
        response: { 200: profileAnswer },
      },
      config: { reads: [...profileOfUser.reads, ...walletOfUser.reads, ...bookedOffersOfUser.reads] },
    },
    async (request) => {
      const userId = userIdOf(request);
      const [user, { deposits, debits }, bookedOffers] = await Promise.all([
        profileOfUser.run(pool, { userId }),
        walletOfUser.run(pool, { userId }),
        bookedOffersOfUser.run(pool, { userId }),
      ]);
      if (user === null) throw new HttpError(403, { email: ["Utilisateur introuvable"] });
      return profileResponse({ user, deposits: deposits.map(withRecredits), debits, bookedOffers }, clock.now(), rules);
    },
  );
};

type StoredDeposit = Awaited<ReturnType<typeof walletOfUser.run>>["deposits"][number];

const withRecredits = (deposit: StoredDeposit) => ({
  ...deposit,
  recredits: deposit.recredits.map(({ type }) => type),
});
