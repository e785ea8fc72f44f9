import { bool, Empty, int64, message, nested, repeated, string, uint32 } from "../codec/schema.js";
import type { Handler } from "../grpc/server.js";
import { unary } from "../grpc/unary.js";

const Uuid = message({ string: string(2) });
const EndPoint = message({ address: string(1), port: uint32(2) });
const Member = message({
  instanceId: nested(1, Uuid),
  timeStamp: int64(2),
  state: uint32(3),
  isAlive: bool(4),
  httpEndPoint: nested(5, EndPoint),
});
const ClusterInfo = message({ members: repeated(nested(1, Member)) });

const LEADER = 8;
const TICKS_PER_MILLISECOND = 10_000n;

export type Advertised = { readonly instanceId: string; readonly host: string; readonly port: () => number };

/** A cluster of one. The address must be one that the caller can reach. */
export const gossip = ({ instanceId, host, port }: Advertised): Handler =>
  unary(Empty, ClusterInfo, () => ({
    members: [
      {
        instanceId: { string: instanceId },
        timeStamp: BigInt(Date.now()) * TICKS_PER_MILLISECOND,
        state: LEADER,
        isAlive: true,
        httpEndPoint: { address: host, port: port() },
      },
    ],
  }));
