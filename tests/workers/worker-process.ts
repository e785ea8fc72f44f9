// A worker in a process of its own, for tests that kill it: worker-process.ts NATS_URL FILE
// It appends the number of each booking that it handles to the file.
import { appendFileSync } from "node:fs";
import { silent } from "#application/ports/logger.js";
import { done } from "#workers/outcome.js";
import { runWorkers } from "#workers/run-workers.js";
import { defineWorker } from "#workers/worker.js";

const [natsUrl = "", file = ""] = process.argv.slice(2);
const noting = defineWorker({
  name: "noting",
  events: ["BookingConfirmed"],
  handle: async ({ data }) => {
    appendFileSync(file, `${data.bookingId}\n`);
    return done;
  },
});
const signal = new AbortController().signal;
await runWorkers({ workers: [noting], from: { natsUrl }, logger: silent, signal }).stopped;
