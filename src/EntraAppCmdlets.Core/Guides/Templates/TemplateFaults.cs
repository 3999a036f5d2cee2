namespace EntraAppCmdlets.Guides;

/// <summary>Gathers the errors of one file, so that all are reported at once.</summary>
internal sealed class TemplateFaults(string file)
{
    private readonly List<TemplateFault> _all = [];

    public IReadOnlyList<TemplateFault> All => [.. _all.Distinct().OrderBy(fault => fault.Line).ThenBy(fault => fault.Column)];

    public bool Any => _all.Count > 0;

    public void Add(PositionedJson at, string rule, string message) => Add(at.Line, at.Column, rule, message);

    public void Add(PositionedMember at, string rule, string message) => Add(at.Line, at.Column, rule, message);

    public void Add(int line, int column, string rule, string message) => _all.Add(new TemplateFault(file, line, column, rule, message));
}
