import type { ICredentialsDisplayOptions, INodeCredentialDescription } from 'n8n-workflow';
import { z } from 'zod';
import { adapters, openPanel, panelKind, panelKinds, type PanelKind, type PanelLogin } from '../../core/panels';
import { behindAnsible } from '../../core/servers';
import { credentialTest, filled, readCredential, serverCredential } from './credential';
import { choice, type Field } from './field';

/** The credential that holds a log-in to a kind of panel. */
interface PanelCredential {
	readonly type: string;
	/** The name under which the nodes' descriptions find its test. */
	readonly testedBy: string;
	/** As n8n lists it, for remedies. */
	readonly label: string;
	/** Reads what it holds as a log-in. */
	readonly login: z.ZodType<PanelLogin>;
}

/** What the credential of every panel holds. */
const common = { ...serverCredential('https://web1.example.com:2087'), token: filled };

const named = z.object({ ...common, username: filled });

/** A secret key of Plesk needs no user name, and n8n does not hand on a box that the form hides. */
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

/** The credential of each panel. A new panel adds its line here. */
export const panelCredentials: Readonly<Record<PanelKind, PanelCredential>> = {
	whm: { type: 'mspWhmApi', testedBy: 'testWhm', label: 'MSP WHM', login: named },
	plesk: { type: 'mspPleskApi', testedBy: 'testPlesk', label: 'MSP Plesk', login: byKeyOrPassword },
	directadmin: { type: 'mspDirectAdminApi', testedBy: 'testDirectAdmin', label: 'MSP DirectAdmin', login: named },
};

/** The panels by their labels, in the order of a list. */
export const panelLabels = Object.fromEntries(
	panelKinds
		.map((kind) => [kind, adapters[kind].label] as const)
		.sort(([, one], [, other]) => one.localeCompare(other)),
) as Record<PanelKind, string>;

/** The list of panels to choose from. WHM is the default, because workflows from before the other panels name none. */
export const panelChoice = (more: Partial<Field['control']> = {}): Field<z.ZodType<PanelKind>> =>
	choice('Panel', panelLabels, { default: 'whm', noDataExpression: true, ...more });

/**
 * An entry of a node's `credentials` needs this to show only while its panel is chosen. It hides by the other panels:
 * with `show`, the editor leaves out the parameter itself when each of its choices shows a credential. A host behind
 * Ansible has none.
 */
export const onlyFor = (kind: PanelKind, { show, hide }: ICredentialsDisplayOptions) => ({
	required: true,
	displayOptions: {
		...(show && { show }),
		hide: { ...hide, panel: [...panelKinds.filter((other) => other !== kind), behindAnsible] },
	},
});

/** The entries of a node's `credentials` for every panel that the pack knows. */
export const panelCredentialsOf = (display: ICredentialsDisplayOptions): INodeCredentialDescription[] =>
	panelKinds.map((kind) => {
		const { type: name, label: displayName, testedBy } = panelCredentials[kind];
		return { name, displayName, testedBy, ...onlyFor(kind, display) };
	});

/**
 * Reads the log-in of the node's credential for a panel.
 *
 * @param panel as the parameter gives it; it is WHM when there is none.
 * @param credentials gives what the credential of a type holds.
 * @throws InputError when the pack knows no such panel, or a value of the credential is wrong; never with a secret.
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
	return readCredential(label, login, data);
}

/** Logs in, and says which rights the log-in lacks and what a careful operator would change. */
const testOf = (kind: PanelKind) =>
	credentialTest(async (data) => {
		const { version, missingRights, advice } = await openPanel(kind, loginOf(kind, data)).testConnection();
		const lacking = missingRights.length > 0 ? [`The log-in lacks the rights ${missingRights.join(', ')}.`] : [];
		return [`Connected to ${adapters[kind].label} ${version}.`, ...lacking, ...advice].join(' ');
	});

/** The tests of all panel credentials, by their `testedBy`. */
export const panelCredentialTests = Object.fromEntries(
	panelKinds.map((kind) => [panelCredentials[kind].testedBy, testOf(kind)]),
);
