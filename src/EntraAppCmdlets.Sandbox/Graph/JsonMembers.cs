using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Finds members of what a client sent: their names count without regard to case.</summary>
internal static class JsonMembers
{
    /// <summary>The value of a member; false where the value is no object or has no such member.</summary>
    public static bool TryFind(this JsonElement json, string name, out JsonElement value)
    {
        value = default;
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (json.TryGetProperty(name, out value))
        {
            return true;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = member.Value;
                return true;
            }
        }

        return false;
    }
}
