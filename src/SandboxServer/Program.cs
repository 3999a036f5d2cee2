using SandboxServer;

return await Server.RunAsync(args, Console.Out, Console.Error).ConfigureAwait(false);
