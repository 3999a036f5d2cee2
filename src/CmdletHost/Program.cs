using CmdletHost;

return HostConsole.Run(args);
