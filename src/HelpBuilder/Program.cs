using HelpBuilder;

if (args is not [var assembly, var output])
{
    await Console.Error.WriteLineAsync("usage: HelpBuilder <assembly with cmdlets> <help file to write>");
    return 2;
}

var help = ModuleHelp.Of(Path.GetFullPath(assembly));
foreach (var problem in help.Problems)
{
    // In the form that a build takes for its own error.
    await Console.Error.WriteLineAsync($"HelpBuilder : error HELP001: {problem}");
}

if (help.Problems.Count > 0)
{
    return 1;
}

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
help.Document.Save(output);
return 0;
