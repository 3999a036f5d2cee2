using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>What is wrong with a template file, and where.</summary>
public sealed record VendorAppTemplateFault
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The column, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>The rule that is broken: a keyword of the schema, or one of docs/templates.md.</summary>
    public required string Rule { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>As compilers write it, so that editors find the place.</summary>
    public override string ToString() => $"{Path}({Line},{Column}): {Rule}: {Message}";
}

/// <summary>A template file: whether it can be used, and what it would do. Written by <c>Test-VendorAppTemplate</c>.</summary>
public sealed record VendorAppTemplateResult
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether the template can be used.</summary>
    public bool IsValid => Faults.Count == 0;

    /// <summary>How commands name the vendor; null if the file has faults.</summary>
    public string? Vendor { get; init; }

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<VendorAppTemplateFault> Faults
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The parameters that the commands get.</summary>
    public IReadOnlyList<VendorAppTemplateParameter> Parameters
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The steps of the guide, with the parts that carry them out.</summary>
    public IReadOnlyList<VendorAppTemplateStep> Steps
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The permissions that it asks for, with their risk.</summary>
    public IReadOnlyList<VendorAppTemplatePermission> Permissions
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The names of the values that are handed over.</summary>
    public IReadOnlyList<string> Settings
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>What to know beforehand.</summary>
    public IReadOnlyList<string> Notes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The vendor, or the file of a template with faults.</summary>
    public override string ToString() => Vendor ?? Path;

    /// <summary>Checks a file.</summary>
    /// <exception cref="AppException">TemplateUnreadable.</exception>
    internal static VendorAppTemplateResult Of(string path)
    {
        var (template, faults) = TemplateReader.Check(path);
        if (template is null)
        {
            return new VendorAppTemplateResult
            {
                Path = path,
                Faults =
                [
                    .. faults.Select(fault => new VendorAppTemplateFault
                    {
                        Path = fault.File,
                        Line = fault.Line,
                        Column = fault.Column,
                        Rule = fault.Rule,
                        Message = fault.Message,
                    }),
                ],
            };
        }

        var shown = VendorAppTemplate.Of(new TemplateSource(template, path, IsBuiltIn: false, IsHidden: false));
        return new VendorAppTemplateResult
        {
            Path = path,
            Vendor = shown.Vendor,
            Parameters = shown.Parameters,
            Steps = shown.Steps,
            Permissions = shown.Permissions,
            Settings = shown.Settings,
            Notes = shown.Notes,
        };
    }
}
