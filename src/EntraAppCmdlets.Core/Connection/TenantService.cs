using EntraAppCmdlets.Graph;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Connection;

/// <summary>What the tenant says of itself.</summary>
internal sealed class TenantService(CommandContext work)
{
    /// <summary>The connection with the tenant's name and domain; without them where the account may not read them.</summary>
    /// <exception cref="AppException">TenantMismatch: the account belongs to another tenant than the one that was asked for.</exception>
    public async Task<AppTenant> DescribeAsync(CancellationToken cancellationToken)
    {
        var info = await ReadTokenAsync(work.Connection.Info, cancellationToken).ConfigureAwait(false);
        var answer = await work
            .Graph.TrySendAsync(
                GraphRequest
                    .Get(ODataText.Query("organization").Select("id", "displayName", "verifiedDomains"))
                    .Describe("read the tenant's name"),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (answer.Status == 403)
        {
            work.Log.Verbose("The account may not read the tenant's name; it is left out.");
            return info;
        }

        if (!answer.IsSuccess)
        {
            throw answer.ToException();
        }

        var organization = answer.Read(ResourceJson.Default.GraphPageOrganizationResource).Value.FirstOrDefault();
        if (organization?.Id is not { } id)
        {
            return info;
        }

        if (info.TenantId != Guid.Empty && info.TenantId != id)
        {
            throw ConnectionErrors.TenantMismatch(info.TenantId, id);
        }

        var domains = organization.VerifiedDomains ?? [];
        return info with
        {
            TenantId = id,
            DisplayName = organization.DisplayName,
            DefaultDomain = (domains.Find(domain => domain.IsDefault == true) ?? domains.FirstOrDefault())?.Name,
        };
    }

    /// <summary>The connection with what its access token says of the account; a token that only Graph can read says nothing.</summary>
    public async Task<AppTenant> ReadTokenAsync(AppTenant info, CancellationToken cancellationToken)
    {
        var token = await work
            .Connection.Tokens.GetTokenAsync(work.Connection.Cloud.GraphScope, renew: false, cancellationToken)
            .ConfigureAwait(false);
        return JwtClaims.TryRead(token.Token, out var claims) ? WithToken(info, claims) : info;
    }

    /// <summary>The object ID of the user or service principal that is signed in; null where the access token does not tell.</summary>
    public async Task<Guid?> AccountIdAsync(CancellationToken cancellationToken)
    {
        var token = await work
            .Connection.Tokens.GetTokenAsync(work.Connection.Cloud.GraphScope, renew: false, cancellationToken)
            .ConfigureAwait(false);
        return JwtClaims.TryRead(token.Token, out var claims) ? claims.ObjectId : null;
    }

    /// <summary>The connection with what a token's claims say of the account.</summary>
    public static AppTenant WithToken(AppTenant info, JwtClaims claims) =>
        info with
        {
            TenantId = claims.TenantId ?? info.TenantId,
            Account = claims.UserName ?? info.Account ?? claims.AppId?.ToString(),
            AppId = claims.AppId,
            PermissionType = claims.IsDelegated ? AppPermissionType.Delegated : AppPermissionType.Application,
            GrantedPermissions = claims.IsDelegated ? claims.Scopes : claims.Roles,
            DirectoryRoles = claims.DirectoryRoles is { } roles ? DirectoryRoles.NamesOf(roles) : null,
        };
}
