using System.Text.RegularExpressions;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>What names a tenant in the texts of its apps: where two tenants differ although their apps are alike.</summary>
/// <param name="TenantId">Its ID.</param>
/// <param name="Domain">Its default domain; null where that can't be read.</param>
internal sealed record TenantNames(Guid TenantId, string? Domain)
{
    /// <summary>Those of a connection.</summary>
    public static TenantNames Of(TenantConnection connection) => new(connection.TenantId, connection.Info.DefaultDomain);

    /// <summary>A text in which placeholders stand for what names the tenant, and for the ID of the app.</summary>
    public string Symbolic(string text, Guid appId = default)
    {
        text = text.Replace(TenantId.ToString(), "{tenant.id}", StringComparison.OrdinalIgnoreCase);
        // As a whole: a host below the domain, or one that ends like it, is another host.
        text = Domain is null
            ? text
            : Regex.Replace(text, $@"(?<![\w.-]){Regex.Escape(Domain)}(?![\w-]|\.\w)", "{tenant.domain}", RegexOptions.IgnoreCase);
        return appId == Guid.Empty ? text : text.Replace(appId.ToString(), "{app.appId}", StringComparison.OrdinalIgnoreCase);
    }
}
