using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Reports;

/// <summary>When each application got its last token, as a client or as the API that the token is for: kept as long as the tenant is open.</summary>
internal sealed class SignInLog
{
    private readonly Dictionary<string, Document> _activities = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Document> Activities => _activities.Values;

    /// <summary>Notes a token.</summary>
    /// <param name="client">The appId of the client.</param>
    /// <param name="resource">The appId of the API.</param>
    /// <param name="delegated">Whether a user has signed in, or the client by itself.</param>
    /// <param name="interactive">Whether the user was there.</param>
    /// <param name="now">The moment of it.</param>
    public void Note(string client, string resource, bool delegated, bool interactive, DateTimeOffset now)
    {
        var requestId = Guid.NewGuid().ToString();
        Note(client, delegated ? "delegatedClientSignInActivity" : "applicationAuthenticationClientSignInActivity");
        Note(resource, delegated ? "delegatedResourceSignInActivity" : "applicationAuthenticationResourceSignInActivity");

        void Note(string appId, string kind)
        {
            var type = Types.ServicePrincipalSignInActivity;
            var known =
                _activities.GetValueOrDefault(appId)
                ?? type.Empty.With(("id", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(appId))), ("appId", appId));
            _activities[appId] = known.With((kind, Later(known.One(kind))), ("lastSignInActivity", Later(known.One("lastSignInActivity"))));
        }

        Document Later(Document? before)
        {
            before ??= Types.ServicePrincipalSignInActivity["lastSignInActivity"].ComplexType!.Empty;
            return delegated && !interactive
                ? before.With(
                    ("lastNonInteractiveSignInDateTime", TenantState.Second(now)),
                    ("lastNonInteractiveSignInRequestId", requestId)
                )
                : before.With(("lastSignInDateTime", TenantState.Second(now)), ("lastSignInRequestId", requestId));
        }
    }
}
