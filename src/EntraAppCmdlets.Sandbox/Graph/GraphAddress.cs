namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The address of a request: the version, and the path below it.</summary>
/// <param name="Version">v1.0 or beta; null where it is neither.</param>
/// <param name="Path">What follows.</param>
internal sealed record GraphAddress(string? Version, IReadOnlyList<PathSegment> Path)
{
    // The name by which an address may say "the tenant of the token".
    private const string OwnOrganization = "myorganization";

    private static readonly string[] Versions = ["v1.0", "beta"];

    public static GraphAddress Parse(Uri uri)
    {
        var path = uri.AbsolutePath;
        var end = path.IndexOf('/', 1);
        var first = end < 0 ? path[1..] : path[1..end];
        var version = Array.Find(Versions, each => string.Equals(each, first, StringComparison.OrdinalIgnoreCase));
        return new GraphAddress(version, version is null || end < 0 ? [] : PathParser.Parse(path[end..]));
    }

    /// <summary>The path without the tenant that it may name first.</summary>
    /// <param name="tenant">The tenant that is asked.</param>
    /// <param name="refuse">Whether the id of another tenant is refused.</param>
    public IReadOnlyList<PathSegment> WithoutTenant(TenantState tenant, bool refuse)
    {
        if (Path is not [{ KeyName: null } first, ..])
        {
            return Path;
        }

        if (
            Guid.TryParse(first.Text, out var id)
            && refuse
            && !string.Equals(id.ToString(), tenant.TenantId, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw GraphErrors.OtherTenant(first.Text);
        }

        return Guid.TryParse(first.Text, out _) || string.Equals(first.Text, OwnOrganization, StringComparison.OrdinalIgnoreCase)
            ? [.. Path.Skip(1)]
            : Path;
    }
}
