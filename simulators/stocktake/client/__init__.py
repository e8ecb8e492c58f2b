"""Every call of the control plane as a method, over HTTP or in the process."""
