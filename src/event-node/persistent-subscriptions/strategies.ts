import { pinned } from "./pinning.js";
import type { StrategyName } from "./settings.js";
import type { Strategy, Taker } from "./strategy.js";

export const createStrategy = <C extends Taker>(name: StrategyName): Strategy<C> => {
  switch (name) {
    case "RoundRobin":
      return inTurn(1);
    case "DispatchToSingle":
      return inTurn(0);
    case "Pinned":
    case "PinnedByCorrelation":
      return pinned();
  }
};

export const isPinned = (name: StrategyName): boolean => name === "Pinned" || name === "PinnedByCorrelation";

/** Goes round the consumers; after giving one an event moves on by `step`: by none, it stays until that one is full. */
const inTurn = <C extends Taker>(step: 0 | 1): Strategy<C> => {
  const consumers: C[] = [];
  let next = 0;
  return {
    join: (consumer) => {
      consumers.push(consumer);
    },
    leave: (consumer) => {
      const index = consumers.indexOf(consumer);
      if (index < 0) return;
      consumers.splice(index, 1);
      if (index < next) next -= 1;
    },
    choose: () => {
      for (let tried = 0; tried < consumers.length; tried++) {
        const index = (next + tried) % consumers.length;
        const consumer = consumers[index];
        if (consumer === undefined || consumer.free <= 0) continue;
        next = (index + step) % consumers.length;
        return consumer;
      }
      return "full";
    },
  };
};
