import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { z } from 'zod';
import { InputError, ExternalError } from '../../core/kernel/errors';
import { fingerprintOf } from '../../core/kernel/fingerprint';
import { adapters, openPanel, panelKind, panelKinds, type PanelKind, type PanelLogin } from '../../core/panels';
import { certificateAuthority } from '../shared/certificateAuthority';
import { choice, type Field } from '../shared/field';

/** The credential that holds a log-in to a kind of panel. */
interface PanelCredential {
	/** Its type. */
	readonly type: string;
	/** As n8n lists it, for remedies. */
	readonly label: string;
	/** What it holds, as a log-in. */
	readonly login: z.ZodType<PanelLogin>;
}

const address = z
	.string()
	.trim()
	.refine(
		(text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
		'must be an address such as https://web1.example.com:2087',
	);
const filled = z.string().trim().min(1, 'is empty');

/** What the credential of every panel holds. */
const common = {
	baseUrl: address,
	token: filled,
	certificateAuthority: certificateAuthority.transform((pem) => pem || undefined),
	certificateFingerprint: z
		.string()
		.trim()
		.default('')
		.transform((given) => (given === '' ? undefined : fingerprintOf(given))),
};

const named = z.object({ ...common, username: filled });

/** A secret key of Plesk says by itself who it is; n8n does not hand on a box that the form hides. */
const byKeyOrPassword = z.discriminatedUnion('authentication', [
	z.object({
		...common,
		authentication: z.literal('apiKey'),
		username: z
			.unknown()
			.optional()
			.transform(() => ''),
	}),
	z.object({ ...common, authentication: z.literal('password'), username: filled }),
]);

/** Which credential each panel is reached by: the one place that says so. */
export const panelCredentials: Readonly<Record<PanelKind, PanelCredential>> = {
	whm: { type: 'mspWhmApi', label: 'MSP WHM', login: named },
	plesk: { type: 'mspPleskApi', label: 'MSP Plesk', login: byKeyOrPassword },
	directadmin: { type: 'mspDirectAdminApi', label: 'MSP DirectAdmin', login: named },
};

/** The drop-down of the panels that the pack knows. WHM is what workflows have that were made before there was another. */
export const panelChoice = (more: Partial<Field['control']> = {}): Field<z.ZodType<PanelKind>> =>
	choice(
		'Panel',
		// The type follows from the registry.
		Object.fromEntries(
			panelKinds
				.map((kind) => [kind, adapters[kind].label] as const)
				.sort(([, one], [, other]) => one.localeCompare(other)),
		) as Record<PanelKind, string>,
		{ default: 'whm', noDataExpression: true, ...more },
	);

/** Every panel but this one: where its credential is not shown. */
export const panelsExcept = (kind: PanelKind): PanelKind[] => panelKinds.filter((other) => other !== kind);

/**
 * The log-in of the node's credential for a panel.
 *
 * @param panel as the parameter gives it; WHM where there is none.
 * @param credentials gives what the credential of a type holds.
 * @throws InputError where the pack knows no such panel, or a value of the credential is wrong; never with a secret.
 */
export async function panelLogin(
	panel: unknown,
	credentials: (type: string) => Promise<unknown>,
): Promise<{ readonly kind: PanelKind; readonly login: PanelLogin }> {
	const kind = panelKind(z.string().catch('whm').parse(panel));
	return { kind, login: loginOf(kind, await credentials(panelCredentials[kind].type)) };
}

function loginOf(kind: PanelKind, data: unknown): PanelLogin {
	const { login, label } = panelCredentials[kind];
	const { data: found, error } = login.safeParse(data);
	if (found) return found;
	const [issue] = error.issues;
	throw new InputError(
		issue?.path.join('.') ?? 'credential',
		issue?.message ?? 'is not valid',
		`Correct it in the ${label} credential.`,
	);
}

/** The test of a panel's credential: logs in, and says what the log-in lacks and what a careful operator would change. */
const testOf = (kind: PanelKind) =>
	async function (this: ICredentialTestFunctions, { data }: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
		try {
			const { version, missingRights, advice } = await openPanel(kind, loginOf(kind, data)).testConnection();
			const lacking = missingRights.length > 0 ? [`The log-in lacks the rights ${missingRights.join(', ')}.`] : [];
			const message = [`Connected to ${adapters[kind].label} ${version}.`, ...lacking, ...advice].join(' ');
			return { status: 'OK', message };
		} catch (error) {
			const remedy = error instanceof ExternalError || error instanceof InputError ? ` ${error.remedy}` : '';
			return { status: 'Error', message: `${error instanceof Error ? error.message : String(error)}.${remedy}` };
		}
	};

/** By the names that the nodes' credentials ask for as `testedBy`. */
export const credentialTests = {
	testWhm: testOf('whm'),
	testPlesk: testOf('plesk'),
	testDirectAdmin: testOf('directadmin'),
} as const;
