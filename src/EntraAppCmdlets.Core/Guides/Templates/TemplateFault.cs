using System.Globalization;

namespace EntraAppCmdlets.Guides;

/// <summary>What is wrong with a template file, and where.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in characters.</param>
/// <param name="Rule">The rule that is broken: a keyword of the schema (<c>required</c>, <c>type</c>), or one of the reader's own (<c>placeholder</c>, <c>cycle</c>).</param>
/// <param name="Message">What is wrong, in words.</param>
internal sealed record TemplateFault(string File, int Line, int Column, string Rule, string Message)
{
    /// <summary>As compilers write it, so that editors find the place.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {Rule}: {Message}");
}
