using System.Globalization;
using System.Text.Json;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A vendor's guide as the module carries it out. Written by <c>Get-VendorAppTemplate</c>.</summary>
public sealed record VendorAppTemplate
{
    /// <summary>How commands name the vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>What the template is for.</summary>
    public required string Title { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The kind of product.</summary>
    public VendorAppKind Kind { get; init; }

    /// <summary>The title of the guide.</summary>
    public required string Guide { get; init; }

    /// <summary>Where the guide is.</summary>
    public string? GuideSource { get; init; }

    /// <summary>The version of the product or guide that the template follows; null if the guide names none.</summary>
    public string? GuideVersion { get; init; }

    /// <summary>The day on which the guide was last compared with the template; null if the template doesn't say.</summary>
    public DateOnly? GuideDate { get; init; }

    /// <summary>The keys of the apps that the guide asks for, in the order in which they are installed; empty where it asks for one app.</summary>
    public IReadOnlyList<string> Apps
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The parameters that the commands get for this vendor.</summary>
    public IReadOnlyList<VendorAppTemplateParameter> Parameters
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The steps of the guide in their order, with who does them.</summary>
    public IReadOnlyList<VendorAppTemplateStep> Steps
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The permissions that the guide asks for, in all its variants.</summary>
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

    /// <summary>The kinds of files that the values can be handed over in; the first is the default.</summary>
    public IReadOnlyList<AppSettingFormat> Formats
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>What to know beforehand, differences from the guide among it.</summary>
    public IReadOnlyList<string> Notes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The file of the template.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it came with the module.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>The vendor and the title.</summary>
    public override string ToString() => $"{Vendor} ({Title})";

    /// <summary>Whether every word is part of its vendor, title, description or permissions. Upper and lower case don't matter.</summary>
    internal bool Mentions(IEnumerable<string> words)
    {
        string[] texts = [Vendor, Title, Description, .. Permissions.Select(permission => permission.Name)];
        return words.All(word => texts.Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    internal static VendorAppTemplate Of(TemplateSource source)
    {
        var template = source.Template;
        return new VendorAppTemplate
        {
            Vendor = template.Id,
            Title = template.Title,
            Description = template.Description,
            Kind = template.Kind,
            Guide = template.Guide.Title,
            GuideSource = template.Guide.Source,
            GuideVersion = template.Guide.Version,
            GuideDate = template.Guide.Date is { } date
                ? DateOnly.ParseExact(date, TemplateRules.DateFormat, CultureInfo.InvariantCulture)
                : null,
            Apps = [.. template.Apps.Select(app => app.Key!)],
            Parameters =
            [
                .. template
                    .AllParameters()
                    .Select(parameter =>
                        template.Values?.ContainsKey(parameter.Name) == true
                            ? VendorAppTemplateParameter.Of(parameter) with
                            {
                                IsMandatory = false,
                            }
                            : VendorAppTemplateParameter.Of(parameter)
                    ),
            ],
            Steps =
            [
                .. from app in template.Each
                from step in app.Steps
                select new VendorAppTemplateStep
                {
                    Vendor = template.Id,
                    Guide = step.Guide,
                    Text = Placeholder.InWords(step.Text),
                    IsForPerson = step.By == TemplateActor.Person,
                    Parts = app.PartsOf(step.Id),
                    When = InWords(step.When),
                },
            ],
            Permissions =
            [
                .. from app in template.Each
                from permission in app.Permissions
                from name in permission.Names
                let known = !permission.IsSelf()
                && !Placeholder.NamesIn(name).Any()
                && PermissionCatalogue.Default.FindResource(permission.Api) is { } api
                    ? PermissionCatalogue.Default.Resolve(api.AppId, name, permission.Type).Permission
                    : null
                select new VendorAppTemplatePermission
                {
                    Vendor = template.Id,
                    Api =
                        permission.IsSelf() ? "the app itself"
                        : Placeholder.Only(permission.Api) is { } only && Placeholder.AppIn(only) is { } key ? $"the app {key}"
                        : permission.Api,
                    Type = permission.Type,
                    Name = known?.Name ?? name,
                    Risk = known?.Risk ?? AppPermissionRisk.Unknown,
                    Reason = permission.Reason,
                    Note = permission.Note,
                    When = InWords(permission.When),
                },
            ],
            Settings = [.. template.Each.SelectMany(app => app.Settings).Select(setting => setting.Name).Distinct(StringComparer.Ordinal)],
            Formats = template.Formats,
            Notes =
            [
                .. template.Each.SelectMany(app => app.Permissions).Select(permission => permission.Note).OfType<string>(),
                .. template.Notes.Select(note =>
                    note.When is null ? Placeholder.InWords(note.Text) : $"{InWords(note.When)}: {Placeholder.InWords(note.Text)}"
                ),
            ],
            Path = source.Path,
            IsBuiltIn = source.IsBuiltIn,
        };
    }

    internal static string? InWords(IReadOnlyDictionary<string, JsonElement>? condition) =>
        condition is null
            ? null
            : string.Join(
                ", ",
                condition.Select(part =>
                    part.Value.ValueKind switch
                    {
                        JsonValueKind.True => $"with -{part.Key}",
                        JsonValueKind.False => $"without -{part.Key}",
                        JsonValueKind.Array => $"-{part.Key} {string.Join(" or ", part.Value.EnumerateArray())}",
                        _ => $"-{part.Key} {part.Value}",
                    }
                )
            );
}

/// <summary>A parameter that the commands get for a vendor.</summary>
public sealed record VendorAppTemplateParameter
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of value it takes: String, HostName, Uri, Choice, Switch, Guid, Int, Principal (a user or group), Secret or Certificate.</summary>
    public required string Type { get; init; }

    /// <summary>What it is for.</summary>
    public required string Help { get; init; }

    /// <summary>Whether it takes several values.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether a value must be given: it is needed and has no default.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>The value where none is given; may be made of other parameters, which are in angle brackets.</summary>
    public string? Default { get; init; }

    /// <summary>The values that can be chosen.</summary>
    public IReadOnlyList<string> Choices
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>An example of a value.</summary>
    public string? Example { get; init; }

    /// <summary>When it applies; null if always.</summary>
    public string? When { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal static VendorAppTemplateParameter Of(TemplateParameter parameter) =>
        new()
        {
            Name = parameter.Name,
            Type = parameter.Type.ToString(),
            Help = parameter.Help,
            IsList = parameter.List,
            IsMandatory = parameter is { Required: true, Default: null },
            Default = parameter.Default is { } value
                ? value.ValueKind == JsonValueKind.Array
                    ? string.Join(", ", value.EnumerateArray())
                    : Placeholder.InWords(value.ToString())
                : null,
            Choices = [.. parameter.Choices.Select(choice => choice.Value)],
            Example = parameter.Example,
            When = VendorAppTemplate.InWords(parameter.When),
        };
}

/// <summary>A step of a vendor's guide.</summary>
public sealed record VendorAppTemplateStep
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>Which step or heading of the guide it is.</summary>
    public required string Guide { get; init; }

    /// <summary>What is done.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it is left for a person.</summary>
    public bool IsForPerson { get; init; }

    /// <summary>The parts of the template that carry it out.</summary>
    public IReadOnlyList<string> Parts
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>When it applies; null if always.</summary>
    public string? When { get; init; }

    /// <summary>What is done.</summary>
    public override string ToString() => Text;
}

/// <summary>A permission that a vendor's guide asks for.</summary>
public sealed record VendorAppTemplatePermission
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>The API.</summary>
    public required string Api { get; init; }

    /// <summary>Delegated or application.</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>The name of the permission; in braces the parameter that names it.</summary>
    public required string Name { get; init; }

    /// <summary>How far the permission reaches; Unknown for one that a parameter names, or of an API that the module doesn't know.</summary>
    public AppPermissionRisk Risk { get; init; }

    /// <summary>What the guide needs it for.</summary>
    public string? Reason { get; init; }

    /// <summary>Where and why it differs from the guide, or what to know of it.</summary>
    public string? Note { get; init; }

    /// <summary>When it applies; null if always.</summary>
    public string? When { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
