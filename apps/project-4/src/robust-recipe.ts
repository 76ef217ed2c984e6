import { pgd } from '@gradlab/attacks';
import type { RunContext } from '@gradlab/experiment';
import { digitCnn } from '@gradlab/models';
import { adam, fgsmRs, fit, inRun, oneCycle, overfittingDetector } from '@gradlab/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Digits, percent, type Size } from './recipe.ts';

export const EPS = 0.3;
const ALPHA = 0.375;
const LEARNING_RATE = 0.005;
const BATCH_SIZE = 100;
const HELD = 500;

export interface RobustSize extends Size {
  /** Epochs of the robust training. */
  readonly robustEpochs: number;
}

/** The same network, trained by FGSM from a random start. The last training images watch for its collapse. */
export async function trainRobust(
  context: RunContext<RobustSize>,
  { train, test }: Digits,
): Promise<LayersModel> {
  const { settings, seed, log } = context;
  const [held, rest] = train.split([HELD, train.length - HELD], { seed });
  const model = digitCnn({ batchNorm: true, seed });
  await fit(model, rest, {
    objective: fgsmRs({ eps: EPS, alpha: ALPHA }),
    ...overfittingDetector({ data: held, attack: ({ eps }) => pgd({ eps, steps: 10 }), eps: EPS }),
    optimizer: adam(LEARNING_RATE),
    schedule: oneCycle({ rise: 0.4, end: 0 }),
    epochs: settings.robustEpochs,
    batchSize: BATCH_SIZE,
    validation: test.take(Math.min(1000, test.length), { seed }),
    ...inRun(context, 'FGSM-RS'),
    onEpoch: ({ epoch, loss, validation, probe }) =>
      log(
        `FGSM-RS, epoch ${epoch}: loss ${loss.toFixed(3)}, clean ${percent(validation?.metrics.accuracy)}, under PGD-10 ${percent(probe?.robustAccuracy)} of ${HELD} held images`,
      ),
  });
  return model;
}

/** Its method section. */
export const robustProtocol = ({ trainImages, robustEpochs }: RobustSize): string =>
  `FGSM-RS (eps ${EPS}, alpha ${ALPHA}) for ${robustEpochs} epochs on ${trainImages - HELD} training images, batches of ${BATCH_SIZE}, Adam with a one-cycle learning rate up to ` +
  `${LEARNING_RATE}; of its epochs the one that is most robust on ${HELD} training images kept aside.`;
