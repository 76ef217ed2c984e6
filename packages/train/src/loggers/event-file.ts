import crc32c from 'crc-32/crc32c.js';
import { PbfWriter } from 'pbf';

/** Figures of one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** A checksum as TFRecord files have it: rotated by 15 bits and shifted, so that checksums of checksums are no trivial ones. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Length, its checksum, the data, their checksum; all little-endian. */
function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return bytes;
}

/** The fields of tensorflow.Event and tensorflow.Summary that scalars need, by their numbers in event.proto and summary.proto. */
const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, simpleValue: 2 } as const;

function eventOf({ wallTime, step, values }: ScalarEvent): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(EVENT.wallTime, wallTime);
  pbf.writeVarintField(EVENT.step, step);
  pbf.writeMessage(
    EVENT.summary,
    (_: null, summary: PbfWriter) => {
      for (const [tag, number] of Object.entries(values)) {
        summary.writeMessage(
          SUMMARY.value,
          (__: null, value: PbfWriter) => {
            value.writeStringField(VALUE.tag, tag);
            value.writeFloatField(VALUE.simpleValue, number);
          },
          null,
        );
      }
    },
    null,
  );
  return pbf.finish();
}

function versionEvent(wallTime: number): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(EVENT.wallTime, wallTime);
  pbf.writeStringField(EVENT.fileVersion, 'brain.Event:2');
  return pbf.finish();
}

/** A TensorBoard event file of scalars: TFRecord frames of tensorflow.Event messages. */
export function encodeEvents(events: readonly ScalarEvent[]): Uint8Array {
  const records = [versionEvent(events[0]?.wallTime ?? 0), ...events.map(eventOf)].map(record);
  const file = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of records) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
