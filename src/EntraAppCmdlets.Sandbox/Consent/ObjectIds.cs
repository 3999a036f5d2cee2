namespace EntraAppCmdlets.Sandbox.Consent;

/// <summary>Ids that the service composes of other ids: base64url without padding of their bytes.</summary>
internal static class ObjectIds
{
    public static string Compose(params IEnumerable<string?> ids)
    {
        var bytes = ids.Where(id => id is not null).SelectMany(id => new Guid(id!).ToByteArray()).ToArray();
        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
