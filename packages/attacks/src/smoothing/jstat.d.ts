/** The part of jstat that is used; it ships no types. */
declare module 'jstat' {
  const jstat: {
    readonly jStat: {
      readonly beta: { inv(probability: number, alpha: number, beta: number): number };
      readonly normal: { inv(probability: number, mean: number, std: number): number };
    };
  };
  export = jstat;
}
