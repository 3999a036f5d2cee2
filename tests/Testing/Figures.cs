using Xunit.Abstractions;
using Xunit.Sdk;

namespace EntraAppCmdlets.Testing;

/// <summary>
/// Prints what a test has measured where <c>dotnet test</c> shows it: what a test writes to its own output is seen only if it fails. A class fixture;
/// xunit.runner.json lets the messages through.
/// </summary>
public sealed class Figures(IMessageSink messages)
{
    /// <summary>Prints a line.</summary>
    public void Print(string line) => messages.OnMessage(new DiagnosticMessage(line));
}
