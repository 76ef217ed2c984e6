/** What one place of a layer's output sees of the input, along height or width. */
export interface AxisField {
  /** Pixels from the first to the last that it sees. */
  readonly size: number;
  /** Pixels from the field of one place to that of the next; 0 where there is one place, which sees all that any saw. */
  readonly stride: number;
  /** The first pixel that place 0 sees; negative where that is padding. */
  readonly start: number;
}

/** A window that slides along an axis. */
export interface Window {
  readonly size: number;
  readonly stride: number;
  /** Places of padding before the first one. */
  readonly before: number;
}

/** Every pixel sees itself. */
export const PIXEL: AxisField = { size: 1, stride: 1, start: 0 };

/** A window over places that see fields of their own. */
export const slide = (field: AxisField, window: Window): AxisField => ({
  size: field.size + (window.size - 1) * field.stride,
  stride: field.stride * window.stride,
  start: field.start - window.before * field.stride,
});

/** All places of an axis together. */
export const whole = (field: AxisField, places: number): AxisField => ({
  ...slide(field, { size: places, stride: 0, before: 0 }),
});

/** What a sum or a concatenation sees: all that its inputs see. Undefined where their fields move apart. */
export function union(fields: readonly AxisField[]): AxisField | undefined {
  const [first] = fields;
  if (first === undefined || fields.some(({ stride }) => stride !== first.stride)) return undefined;
  const start = Math.min(...fields.map((field) => field.start));
  const end = Math.max(...fields.map((field) => field.start + field.size));
  return { size: end - start, stride: first.stride, start };
}
