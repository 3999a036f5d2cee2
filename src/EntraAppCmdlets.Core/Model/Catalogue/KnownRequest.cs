namespace EntraAppCmdlets.Model;

/// <summary>A request of Microsoft Graph and the permissions that allow it, as Microsoft publishes them.</summary>
/// <param name="Method">The HTTP method, in capitals.</param>
/// <param name="Path">The path after the version, with <c>{id}</c> for keys: <c>/users/{id}</c>.</param>
/// <param name="Allowed">What allows it.</param>
internal sealed record KnownRequest(string Method, string Path, AllowedSet Allowed)
{
    /// <summary>Whether it changes nothing.</summary>
    public bool IsRead => RequestText.Reads(Method);

    /// <summary>One row of the table is one object.</summary>
    public bool Equals(KnownRequest? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Path);

    /// <summary>Method and path.</summary>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The permissions of both types that allow a request: any one of them is enough.</summary>
/// <param name="Application">The application permissions.</param>
/// <param name="Delegated">The delegated permissions.</param>
internal sealed record AllowedSet(IReadOnlyList<AllowedPermission> Application, IReadOnlyList<AllowedPermission> Delegated)
{
    /// <summary>The permissions of one type.</summary>
    public IReadOnlyList<AllowedPermission> Of(AppPermissionType type) => type is AppPermissionType.Application ? Application : Delegated;

    /// <summary>Whether a permission allows it.</summary>
    public bool Has(string name, AppPermissionType type)
    {
        foreach (var permission in Of(type))
        {
            if (string.Equals(permission.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A permission that allows a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMarked">Whether Microsoft marks it as least privileged for the request.</param>
internal readonly record struct AllowedPermission(string Name, bool IsMarked);
