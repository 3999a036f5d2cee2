namespace EntraAppCmdlets;

/// <summary>Errors about names of permissions and APIs: the method's name is the error's id, and its text stands here only.</summary>
internal static class PermissionErrors
{
    /// <summary>A name that is no permission of the wanted API and type.</summary>
    internal static AppException PermissionNotFound(PermissionMiss miss)
    {
        var kind = miss.Type is { } type ? $"{Word(type)} permission" : "permission";
        var resource = miss.Resource ?? "The built-in catalogue";
        var (wrong, cure) = miss switch
        {
            { OtherResource: { } other } => (
                $"'{miss.Name}' names a permission of {other}, not of {resource}.",
                "Give the name alone, or add it as a permission of that API with Add-AppApiPermission."),
            { ResourceKnown: false } => (
                $"The built-in catalogue doesn't hold the API {resource}, so '{miss.Name}' can't be looked up there.",
                "Connect to a tenant that has the API."),
            { OtherType: { } other } => (
                $"'{miss.Name}' exists as {Word(other.Type)} permission of {other.ResourceName} only, not as {kind}.",
                $"Ask for it as {Word(other.Type)} permission, or choose another {kind}."),
            _ => (
                $"{resource} has no {kind} '{miss.Name}'.",
                "Check the spelling; Find-AppPermission finds permissions by a part of their name, such as '*Mail*'."),
        };
        var nearest = miss.Nearest.Select(permission => permission.Name).ToList();
        if (nearest.Count > 0)
        {
            wrong += $" The nearest {kind}{(nearest.Count == 1 ? " is" : "s are")} {string.Join(", ", nearest)}.";
        }

        return new AppException(nameof(PermissionNotFound), AppErrorKind.NotFound, miss.Name, wrong, cure);
    }

    /// <summary>An API that the catalogue doesn't hold.</summary>
    internal static AppException ApiNotInCatalogue(string reference, IEnumerable<PermissionResource> known) =>
        new(nameof(ApiNotInCatalogue), AppErrorKind.NotFound, reference,
            $"The built-in catalogue doesn't hold the API '{reference}'.",
            $"It holds {string.Join(", ", known.Select(resource => resource.Name))}.");

    private static string Word(AppPermissionType type) => type is AppPermissionType.Application ? "application" : "delegated";
}
