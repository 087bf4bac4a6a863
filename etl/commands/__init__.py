"""The subcommands of `revdoor`, one module each; they are imported when they are called, not before."""
