return await Cell.Cli.CommandLine.RunAsync(args);
