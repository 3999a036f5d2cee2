using System.Buffers;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Roles;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Persistence;

/// <summary>
/// The file that keeps a tenant. It is replaced as a whole, so that it is always one state or the next; a second file beside it says that it is
/// in use.
/// </summary>
internal sealed class TenantFile : IDisposable
{
    private const string Format = "EntraAppCmdlets.Sandbox";
    private const int Version = 1;

    private readonly string _path;
    private readonly FileStream _claim;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _saved;

    private TenantFile(string path, FileStream claim)
    {
        _path = path;
        _claim = claim;
    }

    /// <exception cref="IOException">Another process, or another tenant of this one, has the file open.</exception>
    public static TenantFile Open(string path)
    {
        var full = Path.GetFullPath(path);
        if (System.IO.Directory.Exists(full))
        {
            throw new IOException($"'{full}' is a folder; a name for the file is missing.");
        }

        try
        {
            return new TenantFile(
                full,
                new FileStream(full + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose)
            );
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new IOException($"The sandbox file '{full}' can't be made: its folder does not exist.", exception);
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The sandbox file '{full}' is in use by another process or connection. Only one at a time can have it open.",
                exception
            );
        }
    }

    /// <summary>The tenant that the file keeps; null where there is no file yet.</summary>
    /// <exception cref="InvalidDataException">The file isn't a sandbox file, or is damaged.</exception>
    public TenantState? Load(SandboxSettings settings)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(_path));
            return Read(document.RootElement, settings);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"The sandbox file '{_path}' is damaged: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} is not valid JSON. It is left as it is.",
                exception
            );
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"The sandbox file '{_path}' is damaged: {exception.Message} It is left as it is.", exception);
        }
    }

    /// <summary>Waits until the state of that revision, or a later one, is in the file.</summary>
    public async Task SaveAsync(TenantState state, object gate, long revision)
    {
        if (Volatile.Read(ref _saved) >= revision)
        {
            return;
        }

        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            // Whoever waited may find that the one before has written its change as well.
            if (_saved >= revision)
            {
                return;
            }

            ReadOnlyMemory<byte> bytes;
            long written;
            lock (gate)
            {
                bytes = Serialize(state);
                written = state.Revision;
            }

            Replace(bytes.Span);
            Volatile.Write(ref _saved, written);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Save(TenantState state) => Replace(Serialize(state).Span);

    public void Dispose()
    {
        _claim.Dispose();
        _writing.Dispose();
    }

    private void Replace(ReadOnlySpan<byte> bytes)
    {
        // The tenant may hold secrets of Key Vaults: nobody else may read them, at no moment. What a killed process left here may be open to others.
        var next = _path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 1,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(next, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    private static ReadOnlyMemory<byte> Serialize(TenantState state)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = Graph.JsonForm.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteString("tenantId", state.TenantId);
            json.WriteString("domainName", state.DomainName);
            json.WriteString("administratorAppId", state.AdministratorAppId);
            json.WriteNumber("ids", state.Ids.Used);
            foreach (var table in state.Store.All)
            {
                json.WriteStartArray(table.Name);
                foreach (var (_, document) in table.All().Where(each => !DirectoryStore.IsEverywhere(each.Document)))
                {
                    StateJson.Write(json, document);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static TenantState Read(JsonElement root, SandboxSettings settings)
    {
        if (root.ValueKind != JsonValueKind.Object || Member(root, "format", JsonValueKind.String).GetString() != Format)
        {
            throw new InvalidDataException($"$.format must be \"{Format}\".");
        }

        if (!Member(root, "version", JsonValueKind.Number).TryGetInt32(out var version) || version != Version)
        {
            throw new InvalidDataException($"$.version must be {Version}; a file of another version can't be read.");
        }

        var tenantId = Member(root, "tenantId", JsonValueKind.String).GetString()!;
        var domain = Member(root, "domainName", JsonValueKind.String).GetString()!;
        Require("TenantId", settings.TenantId, tenantId);
        Require("DomainName", settings.DomainName, domain);
        var used = Member(root, "ids", JsonValueKind.Number).TryGetInt64(out var ids)
            ? ids
            : throw new InvalidDataException("$.ids must be a whole number.");
        var state = new TenantState(
            settings,
            tenantId,
            domain,
            Member(root, "administratorAppId", JsonValueKind.String).GetString()!,
            new IdGenerator(settings.Seed, used)
        );
        foreach (var table in state.Store.All)
        {
            // Files of earlier versions are files all the same.
            if (!root.TryGetProperty(table.Name, out _) && state.Store.Later.Contains(table))
            {
                continue;
            }

            foreach (
                var (item, number) in Member(root, table.Name, JsonValueKind.Array)
                    .EnumerateArray()
                    .Select((item, number) => (item, number))
            )
            {
                var document = StateJson.Read(item, table.Type, $"$.{table.Name}[{number}]");
                if (document.Text("id") is null)
                {
                    throw new InvalidDataException($"$.{table.Name}[{number}].id is missing.");
                }

                table.Set(document.Id, WithPermissions(state, document), null);
            }
        }

        RoleBooks.TakeOver(state);
        return state;
    }

    /// <summary>The permissions that other tenants' APIs offer are not in the file: they are the same everywhere.</summary>
    private static Document WithPermissions(TenantState state, Document document) =>
        document.Type == Types.ServicePrincipal && state.OtherTenantApps.GetValueOrDefault(document.Text("appId")!) is { } foreign
            ? document.With(("appRoles", foreign.AppRoles), ("oauth2PermissionScopes", foreign.Scopes))
            : document;

    private static JsonElement Member(JsonElement root, string name, JsonValueKind kind) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw new InvalidDataException($"$.{name} must be there, as a {kind}.");

    private static void Require(string setting, string? given, string kept)
    {
        if (given is not null && !string.Equals(given, kept, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The setting {setting} is '{given}', but the tenant in the file has '{kept}'. Leave the setting out, or use another file.",
                setting
            );
        }
    }
}
