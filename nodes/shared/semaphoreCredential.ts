import { z } from 'zod';
import { openSemaphore, type SemaphoreLogin } from '../../core/ansible';
import { textLimits } from '../../core/kernel/textLimits';
import { credentialTest, filled, readCredential, serverCredential } from './credential';

const credential = z.object({
	...serverCredential('https://semaphore.example.com'),
	token: filled,
	project: z.string().trim().min(1, 'is empty').max(textLimits.name),
});

/** @throws InputError that names the wrong field; never with the token. */
export function semaphoreCredential(data: unknown): SemaphoreLogin {
	return readCredential('MSP Semaphore', credential, data);
}

/** Asks for the version, the project, and whether the project has a template for Ansible. */
export const testSemaphore = credentialTest(async (data) => {
	const semaphore = openSemaphore(semaphoreCredential(data));
	try {
		return await semaphore.test();
	} finally {
		await semaphore.close();
	}
});
