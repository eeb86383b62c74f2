/** A resource of the driver itself, and whether it was created now. */
export interface BootstrapItem {
  readonly what: string;
  readonly name: string;
  readonly created: boolean;
}
