using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Credentials;

/// <summary>Federated identity credentials: tokens of another issuer that an application may sign in with.</summary>
internal static class FederatedCredentialOperations
{
    private const int Maximum = 20;
    private const int MaximumName = 120;

    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "applications/{}/federatedIdentityCredentials", Operation.ReadApplications, List)
            .Map("POST", "applications/{}/federatedIdentityCredentials", Operation.WriteApplications, Create)
            .Map(
                "GET",
                "applications/{}/federatedIdentityCredentials/{}",
                Operation.ReadApplications,
                context => context.Entity(Require(context, Parent(context)), Set(Parent(context)))
            )
            .Map("PATCH", "applications/{}/federatedIdentityCredentials/{}", Operation.WriteApplications, Update)
            .Map("DELETE", "applications/{}/federatedIdentityCredentials/{}", Operation.WriteApplications, Delete);

    private static Document Parent(GraphContext context) => ApplicationOperations.Require(context);

    private static string Set(Document parent) => $"applications('{parent.Id}')/federatedIdentityCredentials";

    private static Reply List(GraphContext context)
    {
        var parent = Parent(context);
        return context.List(
            ListSource.Of(context.Store.FederatedCredentials, "parentId", parent.Id, context.Now, static _ => true),
            Set(parent)
        );
    }

    /// <summary>The credential that the path names by its id or its name.</summary>
    private static Document Require(GraphContext context, Document parent)
    {
        var key = context.Keys[1];
        return context
                .Store.FederatedCredentials.Where("parentId", parent.Id, context.Now)
                .FirstOrDefault(each =>
                    (key.KeyName is not "name" && string.Equals(each.Id, key.Text, StringComparison.OrdinalIgnoreCase))
                    || (key.KeyName is null or "name" && string.Equals(each.Text("name"), key.Text, StringComparison.OrdinalIgnoreCase))
                )
            ?? throw GraphErrors.NotFound(key.Text);
    }

    private static Reply Create(GraphContext context)
    {
        var parent = Parent(context);
        context.RequireOwnership(parent);
        var credential = DocumentReader
            .Create(context.Body, Types.FederatedCredential)
            .With(("id", context.Tenant.Ids.Next()), ("parentId", parent.Id));
        Check(context, parent, credential);
        var siblings = context.Store.FederatedCredentials.Where("parentId", parent.Id).ToList();
        if (siblings.Any(each => string.Equals(each.Text("name"), credential.Text("name"), StringComparison.OrdinalIgnoreCase)))
        {
            throw GraphErrors.SameKey($"FederatedIdentityCredential with name {credential.Text("name")} already exists.");
        }

        if (siblings.Count >= Maximum)
        {
            throw GraphErrors.Refused($"The number of federated identity credentials on the application exceeds the maximum of {Maximum}.");
        }

        context.Change.Put(context.Store.FederatedCredentials, credential);
        return context.Entity(
            credential,
            Set(parent),
            201,
            $"{context.Origin}/v2/{context.Tenant.TenantId}/directoryObjects/{parent.Id}/Microsoft.DirectoryServices.Application/federatedIdentityCredentials/{credential.Id}"
        );
    }

    private static Reply Update(GraphContext context)
    {
        var parent = Parent(context);
        context.RequireOwnership(parent);
        var shown = Require(context, parent);
        var after = DocumentReader.Update(context.Body, context.Latest(shown));
        Check(context, parent, after);
        context.Change.Put(context.Store.FederatedCredentials, after);
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var parent = Parent(context);
        context.RequireOwnership(parent);
        context.Change.Remove(context.Store.FederatedCredentials, Require(context, parent).Id);
        return Reply.NoContent;
    }

    private static void Check(GraphContext context, Document parent, Document credential)
    {
        var (name, issuer, subject) = (credential.Text("name"), credential.Text("issuer"), credential.Text("subject"));
        if (
            name is null
            || name.Length is 0 or > MaximumName
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            || name[0] is '-' or '_'
        )
        {
            throw Invalid(
                "name",
                $"A name takes 1 to {MaximumName} letters, digits, hyphens and underscores, and starts with a letter or digit."
            );
        }

        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw Invalid("issuer", "The issuer must be an address with https.");
        }

        if (string.IsNullOrWhiteSpace(subject) || subject.Length > 600)
        {
            throw Invalid("subject", "A subject of 1 to 600 characters is required.");
        }

        if (credential.Texts("audiences").Count() != 1)
        {
            throw Invalid("audiences", "Exactly one audience is required.");
        }

        if (
            context
                .Store.FederatedCredentials.Where("parentId", parent.Id)
                .Any(each => each.Id != credential.Id && each.Text("issuer") == issuer && each.Text("subject") == subject)
        )
        {
            throw new GraphException(
                400,
                "InvalidFederatedIdentityCredentialValue",
                $"The combination of issuer and subject must be unique for the application. Issuer {issuer} and Subject: {subject} already exist. "
                    + $"paramName: FederatedIdentityCredential.Subject, paramValue: {subject}, objectType: Microsoft.Online.DirectoryServices.Application"
            );
        }

        static GraphException Invalid(string property, string message) =>
            new(400, "InvalidFederatedIdentityCredentialValue", message, new ErrorDetail("InvalidValue", message, property));
    }
}
