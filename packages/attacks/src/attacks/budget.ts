import { InvalidOptionError } from '../errors.ts';
import { linf } from '../threats/linf.ts';
import { checkFiniteEps, type Eps } from '../threats/radius.ts';
import type { Threat, ThreatModel } from '../threats/threat.ts';

/**
 * The threat model of an attack that uses up a budget.
 * @param id The attack's name, for errors.
 * @throws InvalidOptionError when `eps` is negative, not finite, or missing for a threat other than `linf`.
 */
export function budget(id: string, threat: Threat, eps: Eps | undefined): ThreatModel {
  if (typeof threat !== 'function') {
    throw new InvalidOptionError(`${id}: threat must be linf, l2, l1 or masked(...), got ${String(threat)}`);
  }
  if (eps === undefined && threat !== linf) {
    throw new InvalidOptionError(
      `${id} needs eps for this threat model: its default is a custom of linf alone`,
    );
  }
  return threat(checkFiniteEps(eps ?? 8 / 255));
}
