using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The claims that an application's registration asks for besides those that every token has.</summary>
internal sealed class OptionalClaims
{
    private readonly List<Document> _claims;

    private OptionalClaims(Document? application, string token)
    {
        Application = application;
        _claims = [.. application?.One("optionalClaims")?.Many(token) ?? []];
    }

    /// <summary>The registration; null where it is in another tenant.</summary>
    public Document? Application { get; }

    /// <summary>What the entry "groups" says besides.</summary>
    public IReadOnlyCollection<string> GroupOptions => [.. Find("groups")?.Texts("additionalProperties") ?? []];

    /// <summary>Those of an application's ID tokens, or of access tokens for it as an API.</summary>
    /// <param name="context">The sign-in.</param>
    /// <param name="appId">The application.</param>
    /// <param name="token">idToken or accessToken.</param>
    public static OptionalClaims Of(SignInContext context, string appId, string token) =>
        new(context.Store.Applications.Where("appId", appId, context.Now).FirstOrDefault(DirectoryStore.IsAlive), token);

    public bool Asks(string name) => Find(name) is not null;

    /// <summary>Writes what is asked for and not yet in the token.</summary>
    /// <param name="json">The claims.</param>
    /// <param name="context">The sign-in.</param>
    /// <param name="user">The user.</param>
    /// <param name="written">The names of claims that the token has without being asked.</param>
    public void Write(Utf8JsonWriter json, SignInContext context, Document user, params IReadOnlyCollection<string> written)
    {
        foreach (
            var name in _claims.Select(claim => claim.Text("name")!).Distinct(StringComparer.Ordinal).Where(name => !written.Contains(name))
        )
        {
            Write(json, name, context, user);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, SignInContext context, Document user)
    {
        switch (name)
        {
            case "acct":
                json.WriteNumber(name, user.Text("userType") == "Guest" ? 1 : 0);
                break;
            case "auth_time":
                json.WriteNumber(name, context.Now.ToUnixTimeSeconds());
                break;
            case "ipaddr":
                json.WriteString(name, "127.0.0.1");
                break;
            case "sid":
                json.WriteString(name, Guid.NewGuid().ToString());
                break;
            case "tenant_ctry":
                TokenFactory.WriteText(json, name, context.Store.Organization.All().First().Document.Text("countryLetterCode"));
                break;
            case "verified_primary_email":
                TokenFactory.WriteStrings(json, name, user.Text("mail") is { } mail ? [mail] : []);
                break;
            case "verified_secondary_email":
                TokenFactory.WriteStrings(json, name, [.. user.Texts("otherMails")]);
                break;
            default:
                TokenFactory.WriteText(json, name, Property(name) is { } property ? user.Text(property) : null);
                break;
        }
    }

    private static string? Property(string claim) =>
        claim switch
        {
            "email" => "mail",
            "upn" or "preferred_username" or "unique_name" => "userPrincipalName",
            "family_name" => "surname",
            "given_name" => "givenName",
            "name" => "displayName",
            "ctry" => "country",
            "onprem_sid" => "onPremisesSecurityIdentifier",
            "xms_pl" => "preferredLanguage",
            _ => null,
        };

    private Document? Find(string name) => _claims.FirstOrDefault(claim => claim.Text("name") == name);
}
