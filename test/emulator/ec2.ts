import { commonHeaders, element, errorAnswer, newRequestId, type Xml } from './answers.ts';
import { readParameters } from './sts.ts';
import type { Answer, Service } from './types.ts';

export const EC2_VERSION = '2016-11-15';
const NAMESPACE = `http://ec2.amazonaws.com/doc/${EC2_VERSION}/`;
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];

export function createEc2(): Service {
  return {
    protocol: 'ec2',
    windowSeconds: 300,
    operation: (incoming) => readParameters(incoming).get('Action') ?? 'Unknown',
    handle(operation) {
      if (operation === 'DescribeRegions') {
        const regions = REGIONS.map(
          (name): Xml => ({
            regionName: name,
            regionEndpoint: `ec2.${name}.amazonaws.com`,
            optInStatus: 'opt-in-not-required',
          }),
        );
        return success(operation, { regionInfo: { item: regions } });
      }
      if (operation === 'DescribeInstances') return success(operation, { reservationSet: null });
      const message = `The action ${operation} is not valid for this web service.`;
      return errorAnswer('ec2', { status: 400, code: 'InvalidAction', message });
    },
  };
}

function success(operation: string, parts: { [name: string]: Xml }): Answer {
  const requestId = newRequestId('ec2');
  const root = `${operation}Response`;
  const inner = element(root, { requestId, ...parts }).replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${inner}`;
  return { status: 200, headers: commonHeaders('ec2', requestId), body, code: null };
}
