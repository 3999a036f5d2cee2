using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The types that a path may narrow objects of several types down to.</summary>
internal static class Casts
{
    // Types of the service of which the tenant has no objects.
    private static readonly HashSet<string> Absent = new(StringComparer.OrdinalIgnoreCase)
    {
        "device",
        "administrativeUnit",
        "orgContact",
        "endpoint",
        "contract",
    };

    /// <summary>Which objects a cast leaves, and of which types they can be.</summary>
    public static (IReadOnlyList<StructuredType> Types, Func<Document, bool> Keeps) Of(string cast)
    {
        var name = cast[(cast.LastIndexOf('.') + 1)..];
        return string.Equals(name, NavigationProperty.AnyObject, StringComparison.OrdinalIgnoreCase)
                ? (Types.DirectoryObjects, static _ => true)
            : Find(name) is { } type ? ([type], document => document.Type == type)
            : Absent.Contains(name) ? (Types.DirectoryObjects, static _ => false)
            : throw GraphErrors.UnknownSegment(cast);
    }

    private static StructuredType? Find(string name) =>
        Types.DirectoryObjects.FirstOrDefault(type => string.Equals(type.Name, name, StringComparison.OrdinalIgnoreCase));
}
