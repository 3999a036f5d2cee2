using HelpBuilder;
using HelpBuilder.Errors;
using HelpBuilder.Pages;

if (args is not [var assembly, var output, var topics, var docs, .. var sources])
{
    await Console.Error.WriteLineAsync(
        "usage: HelpBuilder <assembly with cmdlets> <help file to write> <folder of about topics> <folder of pages to write> <folder of sources>..."
    );
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

const string Ending = ".help.txt";
var about = Directory
    .GetFiles(topics, $"*{Ending}")
    .Order(StringComparer.Ordinal)
    .ToDictionary(path => Path.GetFileName(path)[..^Ending.Length], File.ReadAllLines);
new PageWriter(docs).Write(help, about, new ErrorSource(sources));
return 0;
