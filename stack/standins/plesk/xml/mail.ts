import type { XmlElement, XmlNode } from '../../../../core/kernel/xml';
import { weakness } from '../passwords';
import { maybe, one, some } from '../shape';
import { domainsIn, hasRoom, limitsIn, nextId, type PleskState, type Webspace } from '../state';
import { childAt, refused, textAt, type Result, type XmlOperation } from './answer';

const mailname = [
	one('name'),
	maybe('mailbox', [maybe('enabled'), maybe('quota')]),
	maybe('alias'),
	maybe('forwarding'),
	maybe('password', [one('value'), maybe('type')]),
];
const filter = one('filter', [one('site-id'), some('mailname', mailname)]);

interface Place {
	readonly webspace: Webspace;
	readonly domain: string;
}

function placeOf(state: PleskState, element: XmlElement): Place | undefined {
	const id = Number(textAt(element, 'filter', 'site-id'));
	const found = domainsIn(state).find((one) => one.id === id);
	return found && { webspace: found.webspace, domain: found.name };
}

const onSite =
	(act: (place: Place, element: XmlElement, state: PleskState) => readonly Result[]): XmlOperation['answer'] =>
	({ element, state }) => {
		const place = placeOf(state, element);
		return place ? act(place, element, state) : [refused(1013, 'Domain does not exist')];
	};

const wantedIn = (element: XmlElement) => childAt(element, 'filter', 'mailname');

const create: XmlOperation = {
	shape: [filter],
	answer: onSite(({ webspace, domain }, element, state) => {
		const wanted = wantedIn(element);
		const name = textAt(wanted, 'name').toLowerCase();
		const address = `${name}@${domain}`;
		const password = textAt(wanted, 'password', 'value');
		if (webspace.mailboxes[address]) return [refused(1007, 'Mail name already exists')];
		const weak = weakness(state, password);
		if (weak) return [refused(1019, weak)];
		if (!hasRoom(limitsIn(state, webspace).max_box, Object.keys(webspace.mailboxes).length)) {
			return [refused(1024, 'The limit on mailboxes is reached')];
		}
		const quota = Number(textAt(wanted, 'mailbox', 'quota') || -1);
		const id = nextId(state);
		webspace.mailboxes[address] = { id, password, quota };
		return [mailResult(id, name, [])];
	}),
};

const mailResult = (id: number, name: string, more: readonly XmlNode[]): Result => [
	['mailname', [['id', id], ['name', name], ...more]],
];

const update: XmlOperation = {
	shape: [filter],
	answer: onSite(({ webspace, domain }, element, state) => {
		const wanted = wantedIn(element);
		const held = webspace.mailboxes[`${textAt(wanted, 'name')}@${domain}`];
		if (!held) return [refused(1013, 'Mail name does not exist')];
		const password = textAt(wanted, 'password', 'value');
		const weak = weakness(state, password);
		if (weak) return [refused(1019, weak)];
		held.password = password;
		return [mailResult(held.id, textAt(wanted, 'name'), [])];
	}),
};

const remove: XmlOperation = {
	shape: [one('filter', [one('site-id'), some('name|id')])],
	answer: onSite(({ webspace, domain }, element, { quirks }) => {
		const name = textAt(element, 'filter', 'name');
		const address = `${name}@${domain}`;
		if (!webspace.mailboxes[address]) return [refused(1013, 'Mail name does not exist', [['name', name]])];
		webspace.mailboxes = Object.fromEntries(Object.entries(webspace.mailboxes).filter(([one]) => one !== address));
		return [quirks.deleteReportsError ? refused(1023, 'Unable to update the mail server') : [['name', name]]];
	}),
};

const getInfo: XmlOperation = {
	shape: [one('filter', [one('site-id'), some('name')]), maybe('mailbox'), maybe('mailbox-usage')],
	answer: onSite(({ webspace, domain }, element) => {
		const held = Object.entries(webspace.mailboxes).filter(([address]) => address.endsWith(`@${domain}`));
		if (held.length === 0) return [];
		const usage: XmlNode[] = childAt(element, 'mailbox-usage') ? [['usage', 524_288]] : [];
		return held.map(([address, { id, quota }]) =>
			mailResult(id, address.split('@')[0] ?? '', [
				['mailbox', [['enabled', 'true'], ['quota', quota], ...usage]],
				['password'],
			]),
		);
	}),
};

export const mailOperations: Readonly<Record<string, XmlOperation>> = {
	'mail.create': create,
	'mail.update.set': update,
	'mail.remove': remove,
	'mail.get_info': getInfo,
};
