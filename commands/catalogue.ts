import { issueApikey } from "#commands/apikey/issue-apikey.js";
import { bookOffer } from "#commands/booking/book-offer.js";
import { cancelBooking } from "#commands/booking/cancel-booking.js";
import { changeBookingDisplay } from "#commands/booking/change-booking-display.js";
import { resumeBooking } from "#commands/booking/resume-booking.js";
import { unuseBooking } from "#commands/booking/unuse-booking.js";
import { useBooking } from "#commands/booking/use-booking.js";
import { createOffer } from "#commands/offer/create-offer.js";
import { planStocks } from "#commands/offer/plan-stocks.js";
import { publishOffer } from "#commands/offer/publish-offer.js";
import { setOfferPrices } from "#commands/offer/set-offer-prices.js";
import { closeOfferer } from "#commands/offerer/close-offerer.js";
import { createOfferer } from "#commands/offerer/create-offerer.js";
import { validateOfferer } from "#commands/offerer/validate-offerer.js";
import { createProvider } from "#commands/provider/create-provider.js";
import { setProviderActive } from "#commands/provider/set-provider-active.js";
import { closeSession } from "#commands/session/close-session.js";
import { openSession } from "#commands/session/open-session.js";
import { useSession } from "#commands/session/use-session.js";
import { recordConnection } from "#commands/user/record-connection.js";
import { registerUser } from "#commands/user/register-user.js";
import { createVenue } from "#commands/venue/create-venue.js";
import { grantDeposit } from "#commands/wallet/grant-deposit.js";

/** Everything that the system can be asked to do. Each says its schema, who may issue it, and how it is carried out. */
export const commands = {
  bookOffer,
  cancelBooking,
  changeBookingDisplay,
  closeOfferer,
  closeSession,
  createOffer,
  createOfferer,
  createProvider,
  createVenue,
  grantDeposit,
  issueApikey,
  openSession,
  planStocks,
  publishOffer,
  recordConnection,
  registerUser,
  resumeBooking,
  setOfferPrices,
  setProviderActive,
  unuseBooking,
  useBooking,
  useSession,
  validateOfferer,
};
