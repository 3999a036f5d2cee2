namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The directory roles that matter to what is served here, with the ids by which a token names them: the same in every tenant.</summary>
internal static class DirectoryRoles
{
    /// <summary>What a token of any member of the tenant holds besides: not a role that anybody assigns.</summary>
    public const string AnyMember = "b79fbf4d-3ef9-4689-8143-76b194e85509";

    /// <summary>What a token of any application holds besides.</summary>
    public const string AnyApplication = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

    public const string GlobalAdministrator = "Global Administrator";

    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        [GlobalAdministrator] = "62e90394-69f5-4237-9190-012177145e10",
        ["Privileged Role Administrator"] = "e8611ab8-c189-46e8-94e1-60213ab1f814",
        ["Application Administrator"] = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        ["Cloud Application Administrator"] = "158c047a-c907-4556-b7ef-446551a6b5f7",
        ["Application Developer"] = "cf1c38e5-3621-4004-a7cb-879624dced7c",
        ["Global Reader"] = "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
        ["Security Administrator"] = "194ae4cb-b126-40b2-bd5b-6091b380977d",
        ["User Administrator"] = "fe930be7-5e62-47db-91af-98c3a49a38b1",
        ["Groups Administrator"] = "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    };

    private static readonly Dictionary<string, string> Names = Ids.ToDictionary(each => each.Value, each => each.Key, StringComparer.OrdinalIgnoreCase);

    public static string IdOf(string name) => Ids[name];

    /// <summary>The names of those ids that are roles known here.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<string> ids) => ids.Select(id => Names.GetValueOrDefault(id)).OfType<string>();
}
