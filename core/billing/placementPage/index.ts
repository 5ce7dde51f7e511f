export { acceptPlacement, type AcceptedPlacement, type PostedPlacement } from './accept';
export { makePlacementLink, type PlacementLink } from './link';
export { showPlacement } from './show';
