import { z } from 'zod';
import { withLineBreaks } from '../../core/kernel/pem';

/** The authority's certificate as a credential holds it; empty where the public ones count. */
export const certificateAuthority = z.string().default('').transform(withLineBreaks);
