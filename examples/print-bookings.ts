// Prints each confirmed booking. Beside a started backend: node --import tsx examples/print-bookings.ts
import pino from "pino";
import { done } from "#workers/outcome.js";
import { runWorkers } from "#workers/run-workers.js";
import { defineWorker } from "#workers/worker.js";

const printBookings = defineWorker({
  name: "print-bookings",
  events: ["BookingConfirmed"],
  handle: async ({ data: { bookingId, quantity, unitAmountCents, offerId }, occurredAt }) => {
    const euros = ((quantity * unitAmountCents) / 100).toFixed(2);
    console.log(`${occurredAt}  booking ${bookingId}: ${quantity} x offer ${offerId}, ${euros} EUR`);
    return done;
  },
});

const stop = new AbortController();
process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
const from = { natsUrl: process.env["NATS_URL"] ?? "nats://127.0.0.1:4222" };
await runWorkers({ workers: [printBookings], from, logger: pino({ level: "warn" }), signal: stop.signal }).stopped;
