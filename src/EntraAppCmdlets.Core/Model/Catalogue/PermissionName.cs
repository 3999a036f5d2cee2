namespace EntraAppCmdlets.Model;

/// <summary>A permission's name as people write it: <c>User.Read</c>, or with its API as guides and tokens do: <c>https://graph.microsoft.com/User.Read</c>.</summary>
/// <param name="Value">The name alone.</param>
/// <param name="Api">What stood before it, without the last slash; null if nothing did.</param>
internal readonly record struct PermissionName(string Value, string? Api)
{
    /// <summary>Takes the API's address off the name. SharePoint's and Power BI's addresses hold slashes themselves, so the last one counts.</summary>
    internal static PermissionName Parse(string text)
    {
        text = text.Trim();
        var slash = text.LastIndexOf('/');
        return slash <= 0 || slash == text.Length - 1
            ? new PermissionName(text, null)
            : new PermissionName(text[(slash + 1)..], text[..slash].TrimEnd('/'));
    }
}
