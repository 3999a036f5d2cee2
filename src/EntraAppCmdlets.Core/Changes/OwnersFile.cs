using System.Security.AccessControl;
using System.Security.Principal;

namespace EntraAppCmdlets.Changes;

/// <summary>Files that their owner alone can read, from the moment that they are there: what holds a secret is written by this.</summary>
/// <param name="exists">Makes the error for a file that is there and may not be replaced.</param>
/// <param name="unwritable">Makes the error for a file that can't be written: the file, why, what to do, and what came up from below.</param>
internal sealed class OwnersFile(Func<string, AppException> exists, OwnersFile.Unwritable unwritable)
{
    public delegate AppException Unwritable(string path, string reason, string cure, Exception? inner = null);

    /// <summary>Tells before anything is sent what would keep the file from being written.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    public void Check(string path, bool replace)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw unwritable(path, "it is no path of the file system.", "Give the path of a file with -Path.");
        }

        if (Directory.Exists(path))
        {
            throw unwritable(path, "it is a folder.", "Add the name of a file to -Path.");
        }

        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw unwritable(path, $"there is no folder '{folder}'.", "Make the folder first, or give another -Path.");
        }

        if (!replace && File.Exists(path))
        {
            throw exists(path);
        }

        if (replace && OperatingSystem.IsWindows() && File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
        {
            throw unwritable(path, "it is read-only.", "Remove the attribute, or give another -Path.");
        }
    }

    /// <summary>Tries whether the folder takes a file, which its rights alone don't tell; nothing stays.</summary>
    /// <param name="path">The file, as a full path.</param>
    public void TryFolder(string path)
    {
        var trial = Beside(path);
        try
        {
            Create(trial).Dispose();
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, trial, e);
        }
    }

    /// <summary>Writes a file that only its owner can read, from the moment that it is there.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="replace">Whether a file that is there may be replaced; its own rights go with it.</param>
    public void Write(string path, ReadOnlySpan<byte> content, bool replace)
    {
        Check(path, replace);
        // Written beside the file and then moved: the file is complete at any time, and a file with other rights is never written into.
        var partial = Beside(path);
        try
        {
            using (var file = Create(partial))
            {
                file.Write(content);
            }

            File.Move(partial, path, replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            throw exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, partial, e);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    private AppException Failed(string path, string written, Exception e) =>
        unwritable(path, e.Message.Replace(written, path, StringComparison.Ordinal), "Give another -Path.", e);

    private static string Beside(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");

    private static FileStream Create(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
        }

        using var me = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.AddAccessRule(new FileSystemAccessRule(me.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, rights);
    }
}
