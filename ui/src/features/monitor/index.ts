// The monitor: what Fireside is doing, in numbers and small plots.
export { MonitorDialog as default } from './MonitorDialog'
