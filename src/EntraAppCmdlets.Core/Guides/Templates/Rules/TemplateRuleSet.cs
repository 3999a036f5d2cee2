using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Rules about one thing that a template describes.</summary>
/// <param name="subject">The template.</param>
internal abstract class TemplateRuleSet(CheckedTemplate subject)
{
    /// <summary>The template; of one for several apps, the one of an app.</summary>
    protected VendorTemplate Template => subject.Template;

    /// <summary>Its text.</summary>
    protected PositionedJson Json => subject.Json;

    /// <summary>Takes what is wrong.</summary>
    protected TemplateFaults Faults => subject.Faults;

    /// <summary>The apps that come before it.</summary>
    protected IReadOnlyList<VendorTemplate> Earlier => subject.Earlier;

    /// <summary>Its parameters by their names; of two with one name the first.</summary>
    protected IReadOnlyDictionary<string, TemplateParameter> Parameters => subject.Parameters;

    protected TemplateConditions Conditions => subject.Conditions;

    /// <summary>Checks them.</summary>
    public abstract void Check();

    /// <summary>No two entries of a list have one name.</summary>
    protected void CheckUnique(string list, string field, string what) => CheckUnique([list], field, what);

    /// <summary>Two entries may have one name where their conditions exclude each other.</summary>
    protected void CheckUnique(string list, string field, string what, IEnumerable<IReadOnlyDictionary<string, JsonElement>?> conditions)
    {
        var entries = Entries(list).Zip(conditions).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, when) = entries[i];
            var name = entry.Member(field)!;
            if (
                entries
                    .Take(i)
                    .Any(other =>
                        string.Equals(other.First.Member(field)!.Text, name.Text, StringComparison.OrdinalIgnoreCase)
                        && !Conditions.Exclude(other.Second, when)
                    )
            )
            {
                Faults.Add(name, "duplicate", $"There are two {what}s '{name.Text}'.");
            }
        }
    }

    /// <inheritdoc cref="CheckUnique(string, string, string)"/>
    protected void CheckUnique(string[] list, string field, string what)
    {
        foreach (
            var again in Entries(list)
                .GroupBy(entry => entry.Member(field)!.Text, StringComparer.OrdinalIgnoreCase)
                .SelectMany(group => group.Skip(1))
        )
        {
            Faults.Add(again.Member(field)!, "duplicate", $"There are two {what}s '{again.Member(field)!.Text}'.");
        }
    }

    /// <summary>What an app asks for is something that the service takes.</summary>
    protected void Check(PositionedJson at, string rule, Func<object> request)
    {
        try
        {
            _ = request();
        }
        catch (AppException e)
        {
            Faults.Add(at, rule, e.Message);
        }
    }

    /// <summary>The entries of a list in the text; none where it isn't there.</summary>
    protected IEnumerable<PositionedJson> Entries(params string[] path)
    {
        var found = Json;
        foreach (var name in path)
        {
            found = found?.Member(name);
        }

        return found?.Items ?? [];
    }

    /// <summary>A name that is made of a parameter is one name, and never a part of one.</summary>
    protected void CheckNames(IEnumerable<PositionedJson> entries, string what, params PositionedJson?[] around)
    {
        foreach (var entry in entries)
        {
            var value = entry.Member("value")!;
            foreach (var name in Placeholder.NamesIn(value.Text).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!Parameters.TryGetValue(name, out var parameter))
                {
                    continue;
                }

                if (parameter.List)
                {
                    Faults.Add(value, what, $"{{{name}}} may be several values, and a {what} has one name.");
                }
                else if (
                    !parameter.Required
                    && parameter.Default is null
                    && TemplateConditions.On(name, around.Append(entry)).All(own => own.Kind == JsonValueKind.False)
                )
                {
                    Faults.Add(
                        value,
                        what,
                        $"{{{name}}} may be empty here. Make the parameter required, give it a default, or give this a \"when\" on {name}."
                    );
                }
            }
        }
    }
}
