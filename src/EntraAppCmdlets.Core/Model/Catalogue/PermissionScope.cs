using System.Collections.Frozen;

namespace EntraAppCmdlets.Model;

/// <summary>What the name of a permission of Microsoft Graph says of its reach, beyond the requests that it allows.</summary>
internal static class PermissionScope
{
    private static readonly FrozenSet<string> OfOwnObjects = new[]
    {
        "OwnedBy",
        "ManagedBy",
        "IdentityParentedBy",
        "CreatedByApp",
        "AppFolder",
        "CrossCloud",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Resource-specific consent: ChannelMessage.Read.Group is for the team that consents.
    private static readonly FrozenSet<string> OfOneResource = new[] { "Group", "Chat", "User" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Whether the permission changes nothing.</summary>
    public static bool IsReadOnly(string name) =>
        name.Split('.')
            .Skip(1)
            .Any(part =>
                part.StartsWith("Read", StringComparison.OrdinalIgnoreCase)
                && !part.StartsWith("ReadWrite", StringComparison.OrdinalIgnoreCase)
            ) && !name.Contains("Write", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the permission reaches only some of the objects or properties that its requests address.</summary>
    public static bool IsLimited(string name) => Limits(name).Any();

    /// <summary>Whether the broader permission has no limit that the narrower one lacks.</summary>
    public static bool Reaches(string broader, string narrower) =>
        !Limits(broader).Except(Limits(narrower), StringComparer.OrdinalIgnoreCase).Any();

    private static IEnumerable<string> Limits(string name)
    {
        var parts = name.Split('.');
        for (var i = 1; i < parts.Length; i++)
        {
            if (OfOwnObjects.Contains(parts[i]) || (i == parts.Length - 1 && i > 1 && OfOneResource.Contains(parts[i])))
            {
                yield return parts[i];
            }

            foreach (var word in new[] { "Basic", "Selected", "Self" })
            {
                if (parts[i].Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    yield return word;
                }
            }
        }
    }
}
