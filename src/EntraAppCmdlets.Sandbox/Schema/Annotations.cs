using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>The annotations of a body: references that are carried out, what clients send back from an answer, and nothing else.</summary>
internal static class Annotations
{
    private const string BindTerm = "odata.bind";

    // What an answer holds besides its properties: a client that sends an object back as it came may leave it in.
    private static readonly HashSet<string> OfAnswers = new(StringComparer.OrdinalIgnoreCase)
    {
        "odata.context",
        "odata.id",
        "odata.etag",
        "odata.editLink",
        "odata.readLink",
        "odata.navigationLink",
        "odata.associationLink",
        "odata.count",
        "odata.nextLink",
        "odata.mediaReadLink",
        "odata.mediaEditLink",
        "odata.mediaContentType",
        "odata.mediaEtag",
        "microsoft.graph.tips",
    };

    public static bool IsAnnotation(string name) => name.Contains('@', StringComparison.Ordinal);

    /// <summary>The relations that a body binds, with what it says about each.</summary>
    public static IEnumerable<(NavigationProperty Relation, JsonElement References)> Bindings(JsonElement body, StructuredType type)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var member in body.EnumerateObject())
        {
            if (IsAnnotation(member.Name) && Split(member.Name) is (var name, BindTerm) && type.Navigation(name) is { } relation)
            {
                yield return (relation, member.Value);
            }
        }
    }

    /// <summary>Refuses an annotation that would be read over although it asks for something.</summary>
    public static void Check(JsonProperty annotation, StructuredType type)
    {
        var (name, term) = Split(annotation.Name);
        if (name.Length > 0 && type.FindByClient(name) is null && type.Navigation(name) is null)
        {
            throw GraphErrors.UnknownProperty(name, type);
        }

        if (term == BindTerm)
        {
            if (name.Length == 0 || type.Navigation(name) is not { IsBindable: true })
            {
                throw GraphErrors.UnknownProperty(annotation.Name, type);
            }
        }
        else if (term == "odata.type")
        {
            CheckType(annotation.Value, type, ofProperty: name.Length > 0);
        }
        else if (!OfAnswers.Contains(term))
        {
            throw GraphErrors.BadRequest($"The annotation '{annotation.Name}' is not supported in a request of type '{type.FullName}'.");
        }
    }

    private static void CheckType(JsonElement value, StructuredType type, bool ofProperty)
    {
        var name = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (name.Length == 0)
        {
            throw GraphErrors.BadRequest("The value of the annotation 'odata.type' must be the name of a type.");
        }

        var plain = name.TrimStart('#');
        plain = plain.StartsWith("microsoft.graph.", StringComparison.OrdinalIgnoreCase) ? plain["microsoft.graph.".Length..] : plain;
        if (
            !ofProperty
            && !string.Equals(plain, type.Name, StringComparison.OrdinalIgnoreCase)
            && !(type.IsEntity && plain is NavigationProperty.AnyObject or "entity")
        )
        {
            throw GraphErrors.BadRequest(
                $"A type named '{name.TrimStart('#')}' could not be resolved by the model as a type of '{type.FullName}'."
            );
        }
    }

    private static (string Name, string Term) Split(string annotation)
    {
        var at = annotation.IndexOf('@', StringComparison.Ordinal);
        var term = annotation[(at + 1)..];
        return (annotation[..at], term.ToLowerInvariant() is BindTerm or "odata.type" ? term.ToLowerInvariant() : term);
    }
}
