import type { ServerCapacity } from './types';

interface Disk {
	readonly mount: string;
	readonly usedBytes: number;
	readonly totalBytes: number;
}

/** How full the disk of the home directories is. They are on /home, /home2 and so on, or on the system disk. */
export function homeDisk(disks: readonly Disk[]): Pick<ServerCapacity, 'diskBytes' | 'diskSizeBytes'> {
	const homes = disks.filter(({ mount }) => /^\/home\d*$/.test(mount));
	const counted = homes.length > 0 ? homes : disks.filter(({ mount }) => mount === '/');
	if (counted.length === 0) return { diskBytes: null, diskSizeBytes: null };
	const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
	return {
		diskBytes: sum(counted.map(({ usedBytes }) => usedBytes)),
		diskSizeBytes: sum(counted.map(({ totalBytes }) => totalBytes)),
	};
}
